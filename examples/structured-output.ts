/** An answer as data: the schema is sent to the model, and what comes back is parsed, validated and typed. */
import { Orchestrator, OutputValidationError } from 'llm-orchestrator';
import { ScriptedProvider } from 'llm-orchestrator/testing';
import { z } from 'zod';

const Trip = z.object({
  city: z.string(),
  days: z.number().int(),
  sights: z.array(z.string()),
});

/** Stands for a model: it answers well, then in the wrong shape. */
const model = new ScriptedProvider({
  script: ['{"city":"Lisbon","days":3,"sights":["Belém","Alfama"]}', '{"city":"Lisbon"}'],
});
const orchestrator = new Orchestrator({ providers: [model] });

async function plan(prompt: string): Promise<void> {
  try {
    const { output, usage } = await orchestrator.generate({ prompt, output: Trip });
    // `output` is typed: { city: string; days: number; sights: string[] }
    console.log(`${output.days} days in ${output.city}: ${output.sights.join(', ')}`);
    console.log(`${usage.outputTokens} tokens`);
  } catch (error) {
    if (!OutputValidationError.isInstance(error)) throw error;
    // It was paid for all the same, and its text is there for whoever wants to repair it.
    console.log(error.message);
    for (const issue of error.issues) console.log(`  ${issue}`);
    console.log(`  ${error.text}`);
  }
}

await plan('Plan three days in Lisbon');
await plan('Plan three days in Lisbon');
await orchestrator.close();
