import type { Warning } from '../contracts/basics.js';

/** A parameter that the model refuses was left out. Names it and the model, never its value. */
export function parameterDropped(parameter: string, model: string, because?: string): Warning {
  const reason = because === undefined ? '' : ` ${because}`;
  return {
    code: 'parameter-dropped',
    message: `${parameter} left out: ${model} does not take it${reason}`,
    model,
  };
}

/** A parameter that asks for several answers was left out. */
export function multiplierDropped(parameter: string, model: string): Warning {
  return {
    code: 'parameter-dropped',
    message: `${parameter} left out: every answer is paid for, and only the first is read`,
    model,
  };
}

/** A parameter was changed to what the model takes. */
export function parameterAdjusted(parameter: string, model: string, how: string): Warning {
  return { code: 'other', message: `${parameter} adjusted for ${model}: ${how}`, model };
}
