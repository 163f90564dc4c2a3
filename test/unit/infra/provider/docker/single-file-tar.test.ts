import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packFile, unpackFile } from '../../../../../infra/provider/docker/single-file-tar.ts';

const long = `/${'f'.repeat(90)}/${'g'.repeat(50)}/config.json`;

describe('a tar of one file', () => {
  it.each([
    ['an empty file', '/a', ''],
    ['text with umlauts', '/etc/colorteller/config.json', '{"color":"größer"}\n'],
    ['exactly one block', '/a/b', 'x'.repeat(512)],
    ['a long path', long, 'x'],
  ])('holds %s', (_case, path, content) => {
    expect(unpackFile(packFile({ path, content, modifiedAtMs: 0 }))).toBe(content);
  });

  it.each([['/etc/colorteller/config.json'], [long]])('is read by tar itself: %s', async (path) => {
    const input = packFile({ path, content: 'hello', modifiedAtMs: Date.UTC(2026, 0, 2) });
    const { stdout } = await execa('tar', ['-tvf', '-', '--utc', '--full-time'], { input });
    expect(stdout).toBe(`-rw-r--r-- 0/0               5 2026-01-02 00:00:00 ${path.slice(1)}`);
  });

  it('refuses a path that does not fit', () => {
    expect(() => packFile({ path: `/a/${'b'.repeat(101)}`, content: '', modifiedAtMs: 0 })).toThrow(
      'is too long to upload',
    );
  });

  it('has no file to give when it holds none', () => {
    expect(unpackFile(Buffer.alloc(1024))).toBe('');
    expect(unpackFile(Buffer.alloc(0))).toBeUndefined();
  });
});
