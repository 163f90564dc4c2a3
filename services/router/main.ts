import { runProgram } from '../colorteller/run-program.ts';

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
