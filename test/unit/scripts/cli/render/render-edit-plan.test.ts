import { describe, expect, it } from 'vitest';
import type { EditPlan } from '../../../../../orchestrator/runtime/plan/edit-plan-schema.ts';
import { renderEditPlan } from '../../../../../scripts/cli/render/render-edit-plan.ts';
import { renderEditPlanMarkdown } from '../../../../../scripts/cli/render/render-edit-plan-markdown.ts';

const plain = (_style: string, text: string) => text;

const counts = { same: 4, create: 0, update: 1, replace: 0, delete: 2 };

const PLAN: EditPlan = {
  outcome: 'delete',
  base: 'running',
  edit: '3f1c0a9be27d',
  during: ['rel-1'],
  deletes: { regions: ['asia'], stacks: [] },
  blocked: {
    code: 'RELEASE_ACTIVE',
    message: 'pipeline "waves" is locked',
    action: 'Abort rel-1.',
  },
  environments: [
    { name: 'staging', production: false, effect: 'untouched' },
    { name: 'live', production: true, effect: 'changes' },
  ],
  stacks: [
    {
      ...{ name: 'live', operation: 'update', counts, shared: [] },
      regions: [
        {
          ...{ name: 'us', stack: 'live', isInPhase: false, configSource: 'file' },
          operation: 'update',
          changes: [
            {
              ...{ urn: 'urn:us', type: 'docker:index/container:Container', name: 'us-0' },
              ...{ operation: 'update', properties: ['memory'] },
              differences: [{ path: 'memory', from: 256, to: 512 }],
            },
          ],
        },
      ],
    },
  ],
  costs: [{ stack: 'live', usdPerMonth: 122.64, usdPerMonthBefore: 61.32, regions: [] }],
  values: [
    { region: 'us', config: 'dark', from: false, to: true },
    { region: 'eu', config: 'dark', from: false, to: true },
  ],
  releases: [
    {
      ...{ release: 'rel-2', config: 'colorteller' },
      differences: [{ path: 'defaultValue.color', from: 'blue', to: 'red' }],
      phases: [
        { name: 'first', regions: ['us'], approvalsNeeded: 2, bakeMs: 300_000, block: null },
      ],
    },
  ],
  ramps: [
    {
      ...{ config: 'sparkle', rule: 'everyone', percentage: 1, step: 1, steps: [1, 100] },
      ...{ everyMs: 60_000, sinceMs: 0, nextPercentage: 100, nextAtMs: 60_000, heldBecause: null },
    },
  ],
  findings: [{ level: 'error', path: 'pipelines.0', message: 'phase "last" matches no region' }],
  definitions: [
    {
      ...{ kind: 'regions', added: [], changed: ['us'], removed: ['asia'] },
      differences: [{ name: 'us', path: 'port', from: 1, to: 2 }],
    },
  ],
};

describe('the plan of an edit, as text', () => {
  it('says what changes by stack, what starts, which environments stay, what it deletes and what holds it', () => {
    expect(renderEditPlan(plain, PLAN, 'new.yaml'))
      .toBe(`new.yaml in place of what runs would do this:
└─ stack live  update  1 to update, 2 to delete, 4 unchanged
   └─ us  update
      └─ ~ Container us-0
         └─ memory: 256 → 512

Definitions
  ~ regions: us
      us port: 1 → 2
  - regions: asia

Costs
  live costs $61.32 a month, $122.64 a month after it

Values that change at once
  dark: false → true in us, eu

Releases that start
  rel-2 of colorteller: defaultValue.color: "blue" → "red"
      phase first: us (2 approvals, bakes 5m)

Ramps
  sparkle, rule "everyone" passes 1 % (ramp step 1 of 2, next 100 % at 1970-01-01T00:01:00.000Z)

Lint
  error pipelines.0: phase "last" matches no region

staging: untouched
live: changes

! deletes region asia, during rel-1
  Save the file, then: npx colorteller confirm 3f1c0a9be27d

It waits: pipeline "waves" is locked [RELEASE_ACTIVE]
  next Abort rel-1.
`);
  });
});

describe('the plan of an edit, as a comment', () => {
  it('begins with its marker and what to know first, and folds the resources', () => {
    const text = renderEditPlanMarkdown(PLAN, 'new.yaml');
    expect(text.startsWith('<!-- colorteller plan -->\n')).toBe(true);
    expect(text).toContain('| <code>staging</code> | untouched |');
    expect(text).toContain('| <code>live</code> (serves users) | **changes** |');
    expect(text).toContain('> [!CAUTION]\n> **Deletes region asia, during rel-1.**');
    expect(text).toContain('<summary>stack live: 1 to update, 2 to delete, 4 unchanged</summary>');
    expect(text).toContain(
      '| <code>Container us-0</code> | update | <code>memory: 256 → 512</code> |',
    );
  });

  it('shows what a file says as text: no markup, mention or link of it takes effect', () => {
    const evil = '</code>|</details>`@team` [x](http://x) <!-- y -->\n# z';
    const text = renderEditPlanMarkdown(
      { ...PLAN, values: [{ region: 'us', config: 'dark', from: 'a', to: evil }] },
      `${evil}.yaml`,
    );
    const said = text.split('\n').filter((line) => line.includes('team'));
    expect(said).toHaveLength(2);
    for (const line of said) {
      const inside = line.slice(
        line.indexOf('<code>') + '<code>'.length,
        line.lastIndexOf('</code>'),
      );
      expect(inside).not.toMatch(/[<>|`@[\]]|#(?!\d+;)/);
    }
  });

  it('stays below what a comment may hold, and still says what it deletes', () => {
    const [stack] = PLAN.stacks;
    const [region] = stack?.regions ?? [];
    if (stack === undefined || region === undefined) throw new Error('the plan has a region');
    const regions = Array.from({ length: 2_000 }, (_, n) => ({ ...region, name: `region-${n}` }));
    const text = renderEditPlanMarkdown({ ...PLAN, stacks: [{ ...stack, regions }] }, 'new.yaml');
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('Deletes region asia');
    expect(text).toContain('stack live: 1 to update');
  });
});
