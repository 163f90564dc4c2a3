import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../orchestrator/core/definition/parse.ts';
import { assignPorts } from '../../../../scripts/testing/test-definition.ts';

const portsOf = (text: string) =>
  parseDefinition(text, 'colorteller.yaml').regions.map(({ port }) => port);

describe('placeDefinition', () => {
  it('gives each region ports of its own, with room for its replicas', async () => {
    const region = { environment: 'production', replicas: 3 };
    const text = await assignPorts({
      environments: [{ name: 'production' }],
      regions: [
        { ...region, name: 'a' },
        { ...region, name: 'b', port: 4401 },
      ],
      dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
    });
    const [a = 0, b = 0] = portsOf(text);
    expect(b).not.toBe(4401);
    expect(Math.abs(a - b)).toBeGreaterThanOrEqual(3);
    expect(Math.min(a, b)).toBeGreaterThanOrEqual(12_000);
  });

  it('keeps the lines of a text as they are, for what its parser says of them', async () => {
    const text = await assignPorts('# mine\nregions:\n  - { name: a, port: 1 }\nnonsense: 1\n');
    expect(text.replace(/port: \d+/, 'port: …')).toBe(
      '# mine\nregions:\n  - { name: a, port: … }\nnonsense: 1\n',
    );
    expect(await assignPorts('regions: [')).toBe('regions: [');
    expect(await assignPorts('just a text')).toBe('just a text\n');
  });
});
