export {
  ChatOrchestrator,
  type ChatOrchestratorCallOptions,
  type ChatOrchestratorFields,
} from './chat-orchestrator.js';
export type { ChatOrchestratorSettings } from './settings.js';
