import { describe, expect, it } from 'vitest';
import { parseLdd, isNodeUsable } from '../../../../infra/image/image-recipe.ts';

describe('parseLdd', () => {
  it('reads what glibc says', () => {
    const output = `
	linux-vdso.so.1 (0x00007fb6a43ab000)
	libstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007fb6a4000000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007fb6a3e1e000)
	/lib64/ld-linux-x86-64.so.2 (0x00007fb6a43ad000)
`;
    expect(parseLdd(output)).toEqual({
      libraries: [
        '/lib/x86_64-linux-gnu/libc.so.6',
        '/lib/x86_64-linux-gnu/libstdc++.so.6',
        '/lib64/ld-linux-x86-64.so.2',
      ],
      missing: [],
    });
  });

  it('reads what musl says', () => {
    const output = `
	/lib/ld-musl-x86_64.so.1 (0x7f0000000000)
	libstdc++.so.6 => /usr/lib/libstdc++.so.6 (0x7f0000001000)
	libc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1 (0x7f0000000000)
`;
    expect(parseLdd(output).libraries).toEqual([
      '/lib/ld-musl-x86_64.so.1',
      '/usr/lib/libstdc++.so.6',
    ]);
  });

  it('names what is missing', () => {
    expect(parseLdd('\tlibatomic.so.1 => not found\n')).toEqual({
      libraries: [],
      missing: ['libatomic.so.1'],
    });
  });
});

describe('isNodeUsable', () => {
  it.each([
    ['linux', 'x64', 'linux', 'amd64', true],
    ['linux', 'arm64', 'linux', 'arm64', true],
    ['linux', 'arm64', 'linux', 'amd64', false],
    ['darwin', 'arm64', 'linux', 'arm64', false],
    ['linux', 'x64', 'windows', 'amd64', false],
  ])('%s/%s for a daemon on %s/%s: %s', (os, arch, daemonOs, daemonArch, expected) => {
    expect(isNodeUsable({ os, arch }, { os: daemonOs, arch: daemonArch })).toBe(expected);
  });
});
