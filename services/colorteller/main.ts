import { runProgram } from './run-program.ts';

void runProgram({
  name: 'colorteller',
  healthPath: '/healthz',
  healthy: 'service on PORT of this machine is healthy',
  start: async (variables) => {
    const [{ parseEnvironment }, { startService }] = await Promise.all([
      import('./environment.ts'),
      import('./service.ts'),
    ]);
    return startService(parseEnvironment(variables));
  },
});
