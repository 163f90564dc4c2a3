import type { OperationName } from '../../../orchestrator/control-plane/openapi/operation-name.ts';
import { verb, type Columns, type Resource, type Verb } from './verb.ts';

const RULES: Columns = {
  ID: 'id',
  NAME: 'name',
  PASS: 'passPercentage',
  ENVIRONMENTS: 'environments',
};

const SHARED_FILTERS = {
  pipeline: 'releasePipelineID',
  creator: 'creatorName',
  'creator-id': 'creatorID',
  tag: 'tags',
};

/** Every published operation, once (checked by a test). */
export const RESOURCES: readonly Resource[] = [
  {
    name: 'pipelines',
    summary: 'Manage release pipelines and their phases',
    example: 'region-by-region',
    edit: 'phases.0.requiredReview=false',
    columns: { ID: 'id', PHASES: 'phases', CREATOR: 'creatorID', CREATED: 'createdTime' },
    verbs: [
      verb('list', 'List all, or those that match the filters', 'GET /release_pipelines'),
      verb('get', 'Print one by id', 'GET /release_pipelines/{id}'),
      verb('create', 'Create one', 'POST /release_pipelines', { body: 'document' }),
      verb(
        'update',
        'Change one; refused while a release is in progress in it',
        'POST /release_pipelines/{id}',
        { body: 'document', current: 'GET /release_pipelines/{id}' },
      ),
      verb('delete', 'Delete one', 'DELETE /release_pipelines/{id}'),
    ],
  },
  {
    name: 'configs',
    summary: 'Manage dynamic configs: named JSON values',
    example: 'colorteller',
    edit: 'defaultValue.color=purple',
    columns: {
      ID: 'id',
      ENABLED: 'isEnabled',
      VERSION: 'version',
      PIPELINE: 'releasePipelineID',
      RULES: 'rules',
      DEFAULT: 'defaultValue',
    },
    verbs: [
      verb('list', 'List all, or those that match the filters', 'GET /dynamic_configs', {
        filters: SHARED_FILTERS,
      }),
      ...entityVerbs('/dynamic_configs'),
      verb('rule', 'Print one rule', 'GET /dynamic_configs/{id}/rule/{ruleId}'),
      verb('update-rule', 'Change one rule', 'PATCH /dynamic_configs/{id}/rule/{ruleId}', {
        body: 'document',
        current: 'GET /dynamic_configs/{id}/rule/{ruleId}',
      }),
      verb('delete-rule', 'Delete one rule', 'DELETE /dynamic_configs/{id}/rule/{ruleId}'),
    ],
  },
  {
    name: 'gates',
    summary: 'Manage gates: named yes-or-no switches',
    example: 'checkout',
    edit: 'isEnabled=false',
    columns: {
      ID: 'id',
      ENABLED: 'isEnabled',
      STATUS: 'status',
      PIPELINE: 'releasePipelineID',
      RULES: 'rules',
    },
    verbs: [
      verb('list', 'List all, or those that match the filters', 'GET /gates', {
        filters: {
          ...SHARED_FILTERS,
          'id-type': 'idType',
          type: 'type',
          'type-reason': 'typeReason',
          'pass-rate': 'passRate',
          'rollout-rate': 'rolloutRate',
        },
      }),
      ...entityVerbs('/gates'),
      verb(
        'launch',
        'Return true for everyone at once, without a release',
        'PUT /gates/{id}/launch',
      ),
      verb('add-rule', 'Add a rule', 'POST /gates/{id}/rule', { body: 'document' }),
      verb('add-rules', 'Add several rules', 'POST /gates/{id}/rules', { body: 'document' }),
      verb('update-rules', 'Change the rules with the given ids', 'PATCH /gates/{id}/rules', {
        body: 'document',
        current: 'GET /gates/{id}/rules',
      }),
      verb('update-rule', 'Change one rule', 'PATCH /gates/{id}/rules/{ruleID}', {
        body: 'document',
      }),
      verb('delete-rule', 'Delete one rule', 'DELETE /gates/{id}/rules/{ruleID}'),
      verb(
        'overrides',
        'Print the overrides: who always passes or fails',
        'GET /gates/{id}/overrides',
      ),
      verb('set-overrides', 'Replace the overrides', 'POST /gates/{id}/overrides', {
        body: 'document',
        current: 'GET /gates/{id}/overrides',
      }),
      verb('add-overrides', 'Add overrides', 'PATCH /gates/{id}/overrides', {
        body: 'document',
      }),
      verb('delete-overrides', 'Delete all overrides', 'DELETE /gates/{id}/overrides'),
      verb(
        'gate-references',
        'List the gates that use it in a condition',
        'GET /gates/{id}/gate_references',
      ),
      verb(
        'config-references',
        'List the dynamic configs that use it in a condition',
        'GET /gates/{id}/dynamic_config_references',
      ),
      verb(
        'experiment-references',
        'List the experiments that use it in a condition',
        'GET /gates/{id}/experiment_references',
        { columns: { ID: 'id', STATUS: 'status' } },
      ),
    ],
  },
  {
    name: 'environments',
    summary: 'Manage environments and what they require',
    example: 'production',
    edit: 'environments.0.requiresReleasePipeline=false',
    columns: {
      ID: 'id',
      PRODUCTION: 'isProduction',
      'NEEDS PIPELINE': 'requiresReleasePipeline',
      'NEEDS REVIEW': 'requiresReview',
    },
    verbs: [
      verb('list', 'List all, or those that match the filters', 'GET /environments', {
        rows: 'environments',
      }),
      verb('get', 'Print one by id', 'GET /environments', { rows: 'environments', picks: true }),
      verb('update', 'Replace all of them', 'POST /environments', {
        body: 'document',
        current: 'GET /environments',
        rows: 'environments',
      }),
    ],
  },
  {
    name: 'triggers',
    summary: 'Manage releases, called triggers by Statsig',
    example: 'rel-1',
    edit: '',
    columns: {
      ID: 'id',
      STATUS: 'status',
      CONFIG: 'dynamicConfigID',
      GATE: 'gateID',
      PIPELINE: 'releasePipelineID',
      PHASE: 'currentPhaseID',
      STARTED: 'createdTime',
      BY: 'creatorID',
    },
    verbs: [
      verb('list', 'List all, or those that match the filters', 'GET /release_pipeline_triggers', {
        filters: {
          pipeline: 'releasePipelineID',
          gate: 'gateID',
          config: 'dynamicConfigID',
          status: 'status',
          from: 'startDate',
          to: 'endDate',
        },
      }),
      verb('get', 'Print one by id', 'GET /release_pipeline_triggers/{id}'),
      triggerVerb('approve', 'Approve the phase that is waiting for approval', 'phase'),
      triggerVerb('pause', 'Stop the bake timer', 'phase'),
      triggerVerb('unpause', 'Resume the bake timer', 'phase'),
      triggerVerb('skip', 'Skip the rest of the current phase', 'phase'),
      triggerVerb('abort', 'Abort the release and restore the previous version everywhere'),
      triggerVerb('rollout', 'Release the new version to everyone at once'),
    ],
  },
];

/** The verb that a command such as `gates list` is. */
export function verbNamed(words: string): Verb | undefined {
  const [first, second] = words.split(' ');
  return RESOURCES.find(({ name }) => name === first)?.verbs.find(({ name }) => name === second);
}

type Entity = '/gates' | '/dynamic_configs';

/** What gates and dynamic configs have in common. */
function entityVerbs(at: Entity): Verb[] {
  return [
    verb('get', 'Print one by id', `GET ${at}/{id}`),
    verb('create', 'Create one', `POST ${at}`, { body: 'document' }),
    verb('update', 'Change the given keys and leave the others', `PATCH ${at}/{id}`, {
      body: 'document',
      current: `GET ${at}/{id}`,
    }),
    verb('replace', 'Replace one completely', `POST ${at}/{id}`, { body: 'document' }),
    verb('delete', 'Delete one', `DELETE ${at}/{id}`),
    verb('enable', 'Enable one', `PUT ${at}/{id}/enable`),
    verb('disable', 'Disable one: everyone gets the default value', `PUT ${at}/{id}/disable`),
    verb('archive', 'Archive one', `PUT ${at}/{id}/archive`, { body: 'archive' }),
    verb('unarchive', 'Restore an archived one', `PUT ${at}/{id}/unarchive`, { body: 'unarchive' }),
    verb('rules', 'List its rules', `GET ${at}/{id}/rules`, { rows: 'rules', columns: RULES }),
    verb('versions', 'List its versions', `GET ${at}/{id}/versions`, {
      columns: {
        VERSION: 'version',
        CHANGED: 'lastModifiedTime',
        BY: 'lastModifierName',
        RULES: 'rules',
      },
    }),
  ];
}

function triggerVerb(name: string, summary: string, body?: 'phase'): Verb {
  const operation: OperationName = `PUT /release_pipeline_triggers/{id}/${name}`;
  return { name, summary, operation, ...(body === undefined ? {} : { body }) };
}
