import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../../services/router/table.ts';

const cell = { name: 'rest', weight: 1, replicas: ['http://127.0.0.1:8080'] };
const table = { version: '1', region: 'us-west1', cells: [cell] };
const shardBy = { header: 'x-company' };

describe('checkTable', () => {
  it('fills in what a table leaves out', () => {
    expect(checkTable(table)).toEqual({
      ...table,
      sticky: { header: 'x-user-id', cookie: 'colorteller-cell' },
      shardBy: null,
      cells: [{ ...cell, keys: [] }],
      healthCheck: { path: '/readyz', everyMs: 1_000, timeoutMs: 1_000 },
      limits: { responseTimeoutMs: 30_000, requestsPerCell: 1_000 },
    });
  });

  const REFUSED: [what: string, document: object, problem: string][] = [
    ['no cells', { ...table, cells: [] }, 'cells: Too small'],
    ['a misspelled key', { ...table, cell: [] }, 'document: Unrecognized key: "cell"'],
    [
      'a negative weight',
      { ...table, cells: [{ ...cell, weight: -1 }] },
      'cells.0.weight: Too small',
    ],
    [
      'a name that no header can hold',
      { ...table, cells: [{ ...cell, name: 'a b' }] },
      'cells.0.name: lower-case',
    ],
    [
      'two cells of one name',
      { ...table, cells: [cell, cell] },
      'cells.1.name: another cell is called "rest" too',
    ],
    [
      'keys without shardBy',
      { ...table, cells: [{ ...cell, keys: ['acme'] }] },
      'cells.0.keys: keys need shardBy, which says whose values they are',
    ],
    [
      'a key of two cells',
      {
        ...table,
        shardBy,
        cells: [
          { ...cell, keys: ['acme'] },
          { ...cell, name: 'b', keys: ['acme'] },
        ],
      },
      'cells.1.keys: "acme" is pinned to cell "rest" already',
    ],
    [
      'weights that are all 0',
      { ...table, cells: [{ ...cell, weight: 0 }] },
      'cells: no cell takes traffic: give one a weight above 0',
    ],
    ...['127.0.0.1:8080', 'https://a:1', 'http://a:1/path', 'http://user@a:1', ''].map(
      (replica): [string, object, string] => [
        `the replica ${JSON.stringify(replica)}`,
        { ...table, cells: [{ ...cell, replicas: [replica] }] },
        'cells.0.replicas.0: an address http://HOST:PORT',
      ],
    ),
  ];
  it.each(REFUSED)('refuses %s, and says where', (_what, document, problem) => {
    expect(() => checkTable(document)).toThrow(`is not a routing table: ${problem}`);
  });

  it('takes a cell without replicas, and one without weight beside others', () => {
    const cells = [cell, { name: 'next', weight: 0, replicas: [] }];
    expect(checkTable({ ...table, cells }).cells).toHaveLength(2);
  });
});
