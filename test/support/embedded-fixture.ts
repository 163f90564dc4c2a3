import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { createEmbeddedEngine } from '../../infra/engine/embedded-engine.ts';
import type { Program, UpdateOptions } from '../../orchestrator/ports/engine.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { createFakeProvider } from './fakes/fake-provider.ts';
import { tempFolder } from './temp-folder.ts';
import { realClock as clock } from '../../orchestrator/common/real-clock.ts';

/** A resource of the fake provider. */
export class Thing extends pulumi.CustomResource {
  declare readonly label: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs, options?: pulumi.CustomResourceOptions) {
    super('test:index:Thing', name, args, options);
  }
}

/** A lid that depends on a box, and a cup that depends on nothing. */
export const threeThings =
  (box: pulumi.Inputs = {}, cup: pulumi.Inputs = {}): Program =>
  () => {
    const made = new Thing('box', { label: 'b', size: 1, ...box });
    new Thing('lid', { box: made.id, isUnique: true, label: 'l' });
    new Thing('cup', { label: 'c', size: 1, ...cup });
    return Promise.resolve({ regions: {}, box: made.id });
  };

/** The embedded engine on the fake provider, with its state file. */
export async function createEmbeddedFixture() {
  const folder = await tempFolder();
  const fake = createFakeProvider();
  const states = path.join(folder.path, 'states');
  const engine = createEmbeddedEngine({ folder: states, provider: fake.provider, clock });
  const up = async (program = threeThings(), options: Partial<UpdateOptions> = {}) => {
    fake.calls.length = 0;
    const { changes } = await engine.up({ stack: 's', program, ...options });
    return changes
      .filter(({ operation }) => operation !== 'same')
      .map(({ operation, name }) => `${operation} ${name}`)
      .sort();
  };
  const file = path.join(states, 's.json');
  const state = async () =>
    JSON.parse(await readFile(file, 'utf8')) as {
      resources: { name: string; unfinished: string | null }[];
      pending: { name: string }[];
    };
  return {
    ...fake,
    engine,
    up,
    file,
    states,
    state,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}

/** The failure of a provider whose host is down. */
export const down = () => {
  throw new AppError('DOCKER_UNAVAILABLE', 'No daemon answers.', { action: 'Start it.' });
};
