import { describe, expect, it } from 'vitest';
import { planOf } from '../../../../../orchestrator/runtime/plan/plan.ts';
import { renderPlan, renderPlanSummary } from '../../../../../scripts/cli/render/render-plan.ts';
import { plannedChange } from '../../../../support/planned-changes.ts';

const plain = (_style: string, text: string) => text;
const marked = (style: string, text: string) => (style === 'red' ? `RED ${text}` : text);
const plan = planOf({ release: 'rel-1', phase: 'west' }, [
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
  it('tells each region, its resources and their values, the counts, and how to approve it', () => {
    const short = plan.hash.slice(0, 12);
    expect(renderPlan(plain, plan).split('\n')).toEqual([
      'Phase "west" of rel-1 would do this',
      '├─ west  update',
      '│  ├─ ~ RegionConfig west',
      '│  │  ├─ config.color: "blue" → "purple"',
      '│  │  └─ config.release: nothing → "rel-1"',
      '│  └─ - Container west-1',
      '├─ east  same  asks for its colour itself, by no update',
      '└─ + Network n',
      '1 to create, 1 to update, 1 to delete, 1 unchanged',
      '! it deletes resources of west: to approve it takes --allow-delete',
      `hash ${plan.hash}`,
      `$ npx colorteller approve --release rel-1 --plan ${short} --allow-delete`,
      '',
    ]);
  });

  it('calls deletions out in red, in its summary too', () => {
    const red = (text: string) => text.split('\n').filter((line) => line.includes('RED '));
    expect(red(renderPlan(marked, plan))).toHaveLength(2);
    expect(red(renderPlanSummary(marked, plan, 80).join('\n'))).toHaveLength(1);
  });

  it('says so where nothing waits and nothing would happen', () => {
    const none = planOf({ release: null, phase: null }, []);
    expect(renderPlan(plain, none).split('\n').slice(0, 3)).toEqual([
      'The present update; no phase waits',
      'Everything stays as it is.',
      'nothing to do, 0 unchanged',
    ]);
  });
});
