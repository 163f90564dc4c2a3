import { describe, expect, it } from 'vitest';
import { planOf } from '../../../../../orchestrator/runtime/plan/plan.ts';
import { renderPlan, renderPlanSummary } from '../../../../../scripts/cli/render/render-plan.ts';
import { plannedChange } from '../../../../support/planned-changes.ts';

const plain = (_style: string, text: string) => text;
const marked = (style: string, text: string) => (style === 'red' ? `RED ${text}` : text);
const cost = {
  ...{ stack: 's', usdPerMonthBefore: 30.66, usdPerMonth: 61.32 },
  regions: [
    {
      ...{ region: 'west', provider: 'Acorn', machine: 'a1', isSpot: false, fitting: 3 },
      ...{ usdPerHour: 0.042, replicas: 2, usdPerMonth: 61.32 },
    },
  ],
};
const plan = planOf({ release: 'rel-1', phase: 'west', costs: [cost] }, [
  {
    stack: 's',
    regions: [
      { name: 'west', isInPhase: true, configSource: 'file' },
      { name: 'east', isInPhase: true, configSource: 'statsig' },
    ],
    changes: [
      plannedChange('delete Container west-1'),
      plannedChange('update RegionConfig west', [
        { path: 'config.color', from: 'blue', to: 'purple' },
        { path: 'config.release', to: 'rel-1' },
      ]),
      plannedChange('same Container east-0'),
      plannedChange('create Network n', [{ path: 'name', to: 'n' }]),
    ],
  },
]);

describe('the plan in a terminal', () => {
  it('shows each region, its resources and their values, the counts, and how to approve it', () => {
    const short = plan.hash.slice(0, 12);
    expect(renderPlan(plain, plan).split('\n')).toEqual([
      'Phase "west" of rel-1 would do this:',
      '├─ west  update',
      '│  │ 2 × a1 of Acorn on demand, the cheapest of 3 that fit: $61.32 a month',
      '│  ├─ ~ RegionConfig west',
      '│  │  ├─ config.color: "blue" → "purple"',
      '│  │  └─ config.release: nothing → "rel-1"',
      '│  └─ - Container west-1',
      '├─ east  same  reads its colour itself, not through updates',
      '└─ + Network n',
      '1 to create, 1 to update, 1 to delete, 1 unchanged',
      's costs $30.66 a month, $61.32 a month after it',
      '! deletes resources of west: approve with --allow-delete',
      `hash ${plan.hash}`,
      `$ npx colorteller approve --release rel-1 --plan ${short} --allow-delete`,
      '',
    ]);
  });

  it('shows deletions in red, also in its summary', () => {
    const red = (text: string) => text.split('\n').filter((line) => line.includes('RED '));
    expect(red(renderPlan(marked, plan))).toHaveLength(2);
    expect(red(renderPlanSummary(marked, plan).join('\n'))).toHaveLength(1);
  });

  it('says that no phase is waiting and nothing would change', () => {
    const none = planOf({ release: null, phase: null, costs: [] }, []);
    expect(renderPlan(plain, none).split('\n').slice(0, 3)).toEqual([
      'The next update; no phase is waiting',
      'No changes.',
      '0 to change, 0 unchanged',
    ]);
  });
});
