import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findChromium } from '../../../../infra/toolchain/find-chromium.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('Chromium', () => {
  it('is the one of CHROMIUM_PATH, else the best known on PATH', async () => {
    await using folder = await tempFolder();
    const at = (name: string) => path.join(folder.path, name);
    const chrome = await fakeProgram(at('google-chrome'), '');
    expect(await findChromium({ PATH: folder.path })).toBe(chrome);
    const chromium = await fakeProgram(at('chromium'), '');
    expect(await findChromium({ PATH: folder.path })).toBe(chromium);
    expect(await findChromium({ PATH: folder.path, CHROMIUM_PATH: chrome })).toBe(chrome);
  });

  it.each([
    [{ PATH: '' }, 'none of chromium, chromium-browser, google-chrome is on PATH'],
    [{ CHROMIUM_PATH: '/nowhere' }, 'CHROMIUM_PATH is /nowhere, which is no program'],
  ])('that is missing is reported with what to type', async (env, problem) => {
    await expect(findChromium(env)).rejects.toMatchObject({
      code: 'CHROMIUM_MISSING',
      message: `Chromium was not found: ${problem}`,
      action: 'apt-get install chromium (as root), or set CHROMIUM_PATH',
    });
  });
});
