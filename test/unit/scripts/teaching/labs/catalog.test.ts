import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import {
  findLab,
  loadGoals,
  loadSolution,
  loadDefinition,
  loadStart,
  readLabs,
} from '../../../../../scripts/teaching/labs/catalog.ts';

const labs = await readLabs();

describe('the catalog of labs', () => {
  it('counts them without a gap', () => {
    const numbers = labs.map(({ guide }) => Number(guide.number));
    expect(numbers).toEqual(labs.map((_, index) => index + 1));
    expect(labs.length).toBeGreaterThan(0);
  });

  it.each(labs.map((lab) => [lab.name, lab] as const))('%s has all its parts', async (_, lab) => {
    const [start, goals, solve] = [
      await loadStart(lab),
      await loadGoals(lab),
      await loadSolution(lab),
    ];
    expect(parseDefinition(await loadDefinition(lab), lab.name).regions.length).toBeGreaterThan(0);
    expect(start.startAt === undefined || start.speed !== undefined).toBe(true);
    expect(goals.length).toBeGreaterThan(0);
    for (const { look } of goals) expect(look).toMatch(/npx colorteller .+/);
    expect(solve).toBeTypeOf('function');
    expect(lab.guide.hints.length).toBeGreaterThan(1);
  });

  it.each(['1', '01', '01-first-purple-region'])('finds a lab by %s', async (text) => {
    expect((await findLab(text)).name).toBe('01-first-purple-region');
  });

  it.each([
    '',
    '0',
    '99',
    '001',
    '01-first',
    '-1',
    '1.0',
    '../01-first-purple-region',
    'constructor',
  ])('lists the labs for "%s"', async (text) => {
    await expect(findLab(text)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `there is no lab "${text}"`,
      action: expect.stringContaining('01-first-purple-region') as string,
    });
  });
});
