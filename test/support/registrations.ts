import {
  evaluateProgram,
  type Registration,
} from '../../infra/engine/embedded/evaluate-program.ts';
import type { Program } from '../../orchestrator/ports/engine.ts';

/** A resource as a program registers it, with the URNs of what it depends on as names. */
export type Registered = Pick<Registration, 'type' | 'name' | 'inputs' | 'deleteBeforeReplace'> & {
  dependencies: string[];
};

/**
 * Runs a program on mocks and lists what it registers, by type and name; each thing's id is `id-of-NAME`.
 * @param registered is filled even when the program fails.
 */
export async function registrationsOf(
  program: Program,
  stack = 's',
  registered: Registered[] = [],
): Promise<{ registered: Registered[]; outputs: unknown }> {
  const outputs = await evaluateProgram({
    program,
    stack,
    isPreview: false,
    register: ({ type, name, inputs, deleteBeforeReplace, dependencies: urns }) => {
      const dependencies = urns.map((urn) => urn.split('::').slice(2).join('::')).sort();
      registered.push({ type, name, inputs, deleteBeforeReplace, dependencies });
      return Promise.resolve({ id: `id-of-${name}`, outputs: inputs, outcome: 'done' });
    },
  });
  const key = ({ type, name }: Registered) => `${type} ${name}`;
  return { registered: registered.sort((a, b) => key(a).localeCompare(key(b))), outputs };
}
