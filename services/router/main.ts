import { setFlagsFromString } from 'node:v8';
import { runProgram } from '../colorteller/run-program.ts';

// Requests leave little behind: with a small young generation the router takes a third less memory.
setFlagsFromString('--semi-space-growth-factor=1');

void runProgram({
  name: 'colorteller-router',
  healthPath: '/-/router/health',
  healthy: 'router on PORT of this machine has a table',
  start: async (variables) => {
    const [{ parseRouterEnvironment }, { startRouter }] = await Promise.all([
      import('./environment.ts'),
      import('./router.ts'),
    ]);
    return startRouter(parseRouterEnvironment(variables));
  },
});
