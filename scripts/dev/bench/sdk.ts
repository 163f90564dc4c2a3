import type { BenchGroup } from './bench-context.ts';
import { startSdkServer } from './sdk-server.ts';
import { servedFigures } from './sdk-served.ts';
import { sampleUsage, usageFigures } from './sdk-usage.ts';

const EACH = 25;

/** What Statsig's SDKs get of the control plane: the server is a process of its own, the 50 SDKs are in this one. */
export const sdkBench: BenchGroup = async (context) => {
  // Loaded only now: a platform without Statsig's native library can still run the other groups.
  const [{ startFleet }, { latencyFigures }, { evaluationFigures }] = await Promise.all([
    import('./sdk-fleet.ts'),
    import('./sdk-latency.ts'),
    import('./sdk-evaluations.ts'),
  ]);
  const server = await startSdkServer();
  try {
    // First, as the memory of a server only grows.
    const served = await servedFigures(context, server);
    const alone = await sampleUsage(context, server, 'none attached');
    const fleet = await startFleet(server, { push: EACH, poll: EACH });
    try {
      const attached = await sampleUsage(context, server, '50 SDKs attached');
      const latency = await latencyFigures(context, server, fleet);
      const evaluations = await evaluationFigures(context, server, fleet);
      return [...served, ...latency, ...evaluations, ...usageFigures(attached, alone)];
    } finally {
      await fleet.close();
    }
  } finally {
    await server.close();
  }
};
