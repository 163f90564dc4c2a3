import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJoinCode, plainCode } from '../../../../../scripts/teaching/workshop/join-code.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

describe('the code of a workshop', () => {
  it('is that of the workshop before, until another is requested, and readable by the presenter alone', async () => {
    await using folder = await tempFolder();
    const open = (isNew: boolean) => openJoinCode(folder.path, { isNew });
    const first = await open(false);
    expect(first).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect(await open(false)).toBe(first);
    const second = await open(true);
    expect(second).not.toBe(first);
    expect(await open(false)).toBe(second);
    expect((await stat(path.join(folder.path, 'code'))).mode & 0o077).toBe(0);
  });

  it('may be typed as it is read', () => {
    expect(plainCode('ABCD efgh-jkmn')).toBe(plainCode('abcd-efgh-jkmn'));
  });
});
