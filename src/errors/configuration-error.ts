import { hasCode, OrchestratorError } from './orchestrator-error.js';

/** Thrown by constructors: an option is wrong. The message says which, what was expected and what came. */
export class ConfigurationError extends OrchestratorError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration';
  /** Where, as in `routes.general[0]`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(path === '' ? message : `${path}: ${message}`);
    this.path = path;
  }

  static override isInstance(value: unknown): value is ConfigurationError {
    return hasCode(value, 'configuration');
  }
}
