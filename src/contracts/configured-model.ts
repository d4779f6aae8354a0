import type { Limits } from './configuration.js';
import type { ModelId, ModelProfile } from './model.js';
import type { Provider } from './provider.js';
import type { ExclusionReason } from './router.js';

/** A model as it stands in the configuration: the provider's profile with the user's corrections. Internal. */
export interface ConfiguredModel {
  readonly id: ModelId;
  readonly provider: Provider;
  readonly profile: ModelProfile;
  /** `provider#pool`: who shares its rate limit. */
  readonly pool?: string;
  /** Set where the configuration rules it out for good. */
  readonly excluded?: { readonly reason: ExclusionReason; readonly detail: string };
  /** Epoch ms, from `retiresOn`. */
  readonly retiresAt?: number;
  readonly limits: Limits;
  /** Undefined: what is left of the request's time, as for models that think in silence. */
  readonly attemptMs: number | undefined;
  /** Of a stream, to its end; undefined: as long as it goes on. */
  readonly streamAttemptMs: number | undefined;
  readonly firstTokenMs: number;
  readonly idleMs: number;
}
