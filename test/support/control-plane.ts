import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import {
  createControlClient,
  type ControlClient,
} from '../../scripts/cli/client/control-client.ts';
import { freePort } from './free-port.ts';
import { CONTROL_KEY, serveControlPlane, type ServedControlPlane } from './served-control-plane.ts';
import { walkthrough } from './walkthrough.ts';

export const KEY = CONTROL_KEY;

/** The real control plane over real HTTP with a client of it, a log in memory, and nothing deployed. */
export interface TestControlPlane extends ServedControlPlane, AsyncDisposable {
  client: ControlClient;
}

/** @param port to restart at the address of one that has ended. Default: one that no connection takes meanwhile. */
export async function startTestControlPlane(
  definition: Definition = walkthrough(),
  port?: number,
): Promise<TestControlPlane> {
  const served = await serveControlPlane(definition, {
    isAdopted: false,
    port: port ?? (await freePort()),
  });
  return {
    ...served,
    client: createControlClient(served.url, KEY),
    [Symbol.asyncDispose]: () => served.close(),
  };
}
