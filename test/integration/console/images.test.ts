import { expect, it } from 'vitest';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { createControlClient } from '../../../scripts/cli/client/control-client.ts';
import { createConsoleClient } from '../../support/console-client.ts';
import { CONTROL_KEY, serveControlPlane } from '../../support/served-control-plane.ts';
import { targeted } from '../../support/targeting.ts';

it('refuses an image that nobody has when it is saved, by either API, and asks only for what is new', async () => {
  const asked: string[] = [];
  const server = await serveControlPlane(targeted(), {
    isAdopted: true,
    requireImages: (images) => {
      asked.push(...images);
      return images.includes('ghost:1')
        ? Promise.reject(new AppError('UNKNOWN_IMAGE', 'nobody has it'))
        : Promise.resolve();
    },
  });
  try {
    const change = (defaultValue: object) =>
      createConsoleClient(server.url).call('PATCH /dynamic_configs/{id}', {
        path: ['colorteller'],
        body: { defaultValue },
      });
    expect((await change({ color: 'blue', image: 'ghost:1' })).status).toBe(400);
    const client = createControlClient(server.url, CONTROL_KEY);
    const set = { set: { image: 'ghost:1' }, actor: 'ann', reason: null };
    await expect(client.changeConfig('colorteller', set)).rejects.toMatchObject({
      code: 'UNKNOWN_IMAGE',
    });
    expect((await change({ color: 'blue', image: 'shop:1' })).status).toBe(200);
    const { release } = await client.act('rel-1', 'rollout', { actor: 'ann', reason: null });
    expect(release?.status).toBe('COMPLETED');
    expect((await change({ color: 'purple', image: 'shop:1' })).status).toBe(200);
    expect(asked).toEqual(['ghost:1', 'ghost:1', 'shop:1']);
  } finally {
    await server.close();
  }
});
