import { afterEach, beforeEach } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { createConsoleClient, type ConsoleClient } from './console-client.ts';
import { serveControlPlane, type ServedControlPlane } from './served-control-plane.ts';

/** What the test that runs finds: a control plane of its own, and a client of its Console API. */
export interface ConsoleSuite {
  readonly server: ServedControlPlane;
  readonly client: ConsoleClient;
}

/** Serves a control plane for each test of a file; to be called once, at its top. */
export function serveForEachTest(definition: () => Definition): ConsoleSuite {
  let server: ServedControlPlane;
  let client: ConsoleClient;
  beforeEach(async () => {
    server = await serveControlPlane(definition(), { isAdopted: true });
    client = createConsoleClient(server.url);
  });
  afterEach(() => server.close());
  return {
    get server() {
      return server;
    },
    get client() {
      return client;
    },
  };
}

/** Rules of a gate as the Console API takes them. */
export const EVERYONE = { name: 'everyone', passPercentage: 100, conditions: [{ type: 'public' }] };
export const GERMANS = {
  name: 'germans',
  passPercentage: 50,
  environments: ['production'],
  conditions: [{ type: 'country', operator: 'any', targetValue: ['de'] }],
};
