import { expect, it } from 'vitest';
import { renderFirstKeys } from '../../../../../scripts/cli/commands/up.ts';

const KEYS = [
  { id: 'production-1', kind: 'server', environment: 'production', key: 'secret-text' },
] as const;

it('shows keys on a terminal only', () => {
  expect(renderFirstKeys(KEYS, true)).toEqual([
    '  keys, shown this once:',
    '    server production  secret-text',
  ]);
  expect(renderFirstKeys(KEYS, false).join('\n')).not.toContain('secret-text');
  expect(renderFirstKeys([], true)).toEqual([]);
});
