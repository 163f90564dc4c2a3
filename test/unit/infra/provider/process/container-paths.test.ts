import { describe, expect, it } from 'vitest';
import {
  belowRoot,
  containerPaths,
} from '../../../../../infra/provider/process/container-paths.ts';

const ID = 'a1'.repeat(32);

describe('containerPaths', () => {
  it('keeps all of a container in its own folder', () => {
    expect(containerPaths('/srv', ID)).toEqual({
      home: `/srv/${ID}`,
      root: `/srv/${ID}/root`,
      record: `/srv/${ID}/state.json`,
      log: `/srv/${ID}/log`,
    });
  });

  it.each(['', '..', 'networks', `../${ID}`, ID.toUpperCase(), `${ID}\n`])(
    'never makes a path of %j',
    (id) => {
      expect(() => containerPaths('/srv', id)).toThrow('is not the id of a container');
    },
  );
});

describe('belowRoot', () => {
  it.each([
    ['/etc/config.json', '/srv/root/etc/config.json'],
    ['//a/./b', '/srv/root/a/b'],
    ['/..a/b..', '/srv/root/..a/b..'],
  ])('maps %s', (path, mapped) => {
    expect(belowRoot('/srv/root', path)).toBe(mapped);
  });

  it.each(['etc/config.json', '', '/../secret', '/a/../../secret', '/a/..', '/a\0b'])(
    'refuses %j',
    (path) => {
      expect(() => belowRoot('/srv/root', path)).toThrow('is not a path of a container');
    },
  );
});
