import type { AnyOrchestrator } from '../../orchestrator.js';

/** What an orchestrator has done since this was made, as Prometheus reads it. */
export class Metrics {
  readonly #orchestrator: AnyOrchestrator;

  constructor(orchestrator: AnyOrchestrator) {
    this.#orchestrator = orchestrator;
  }

  async text(): Promise<string> {
    const { models } = await this.#orchestrator.stats();
    return `# ${models.length} models\n`;
  }
}
