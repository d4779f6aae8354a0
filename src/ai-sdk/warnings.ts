import type { SharedV3Warning } from '@ai-sdk/provider';
import type { Warning } from '../contracts/basics.js';

/** Something that we have no words for was left out of the request. */
export function unsupported(feature: string, details?: string): SharedV3Warning {
  return { type: 'unsupported', feature, ...(details === undefined ? {} : { details }) };
}

/** A warning of ours, in the AI SDK's form. */
export function toForeignWarning({ message }: Warning): SharedV3Warning {
  return { type: 'other', message };
}
