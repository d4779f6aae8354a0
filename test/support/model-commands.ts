import fc from 'fast-check';

/** One step of a model-based test. `label` is how it is told when a run fails. */
export function command<Model extends object, Real>(
  label: string,
  run: (model: Model, real: Real) => void,
  check: (model: Readonly<Model>) => boolean = () => true,
): fc.Command<Model, Real> {
  return { check, run, toString: () => label };
}

/** That a new model and the thing it describes agree at each of up to so many random steps, of which many are tried. */
export function agreement<Model extends object, Real>(
  step: fc.Arbitrary<fc.Command<Model, Real>>,
  maxSteps: number,
  setUp: () => { model: Model; real: Real },
): fc.IPropertyWithHooks<[Iterable<fc.Command<Model, Real>>]> {
  const steps = fc.commands([step], { maxCommands: maxSteps, size: 'max' });
  return fc.property(steps, (taken) => fc.modelRun(setUp, taken));
}
