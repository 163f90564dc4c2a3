import type { ConfigDefinition, Content } from '../../../core/pipeline/state.ts';
import type { Biography } from '../history.ts';
import type { SavedConfig } from '../saved-configs.ts';
import { ruleToDto } from './rule-dto.ts';

type Audit = Pick<Biography, 'created' | 'modified'>;

/** Shortest name that the published document allows. */
const SHORTEST_NAME = 3;

/** A gate or dynamic config as the Console API answers it. */
export function configToDto(saved: SavedConfig, audit: Audit): Readonly<Record<string, unknown>> {
  return saved.config.kind === 'gate' ? gateToDto(saved, audit) : dynamicConfigToDto(saved, audit);
}

function gateToDto({ config, configVersion }: SavedConfig, audit: Audit) {
  const isPermanent = 'permanent' in config && config.permanent;
  return {
    ...commonToDto(config, configVersion, audit),
    // Checks are counted nowhere.
    checksPerHour: null,
    status: gateStatus(config),
    type: isPermanent ? 'PERMANENT' : 'TEMPORARY',
    typeReason: 'NONE',
    measureMetricLifts: false,
    monitoringMetrics: [],
    reviewSettings: { requiredReview: false, allowedReviewers: [] },
  };
}

function dynamicConfigToDto({ config, configVersion }: SavedConfig, audit: Audit) {
  const schema = 'schema' in config ? config.schema : null;
  return {
    ...commonToDto(config, configVersion, audit),
    defaultValue: config.defaultValue,
    schema: schema === null ? null : JSON.stringify(schema),
    status: config.archived === true ? 'Archived' : config.enabled ? 'Enabled' : 'Disabled',
  };
}

function commonToDto(config: ConfigDefinition, version: number, audit: Audit) {
  return {
    id: config.name,
    ...(config.name.length < SHORTEST_NAME ? {} : { name: config.name }),
    idType: config.idType,
    description: config.description ?? '',
    ...auditDto(audit),
    tags: [...(config.tags ?? [])],
    targetApps: [],
    holdoutIDs: [],
    team: null,
    teamID: null,
    version,
    isEnabled: config.enabled,
    isTemplate: false,
    rules: config.rules.map(ruleToDto),
    releasePipelineID: config.pipeline,
  };
}

type GateStatus = 'Archived' | 'Disabled' | 'Launched' | 'In Progress';

export function gateStatus(config: ConfigDefinition): GateStatus {
  if (config.archived === true) return 'Archived';
  if (!config.enabled) return 'Disabled';
  return isLaunched(config) ? 'Launched' : 'In Progress';
}

/** Whether everyone passes by the first rule that applies. */
export function isLaunched({ rules }: Content): boolean {
  const [first] = rules;
  return (
    first?.returnValue === true &&
    first.passPercentage === 100 &&
    first.environments === null &&
    first.conditions.every(({ type }) => type === 'public')
  );
}

/** Who made and last changed something, as the Console API gives it; a person is a name here. */
function auditDto({ created, modified }: Pick<Biography, 'created' | 'modified'>) {
  return {
    creatorID: created.actor,
    creatorName: created.actor,
    creatorEmail: null,
    createdTime: created.atMs,
    lastModifierID: modified.actor,
    lastModifierName: modified.actor,
    lastModifierEmail: null,
    lastModifiedTime: modified.atMs,
    owner: {
      ownerID: created.actor,
      ownerType: 'SDK_KEY',
      ownerName: created.actor,
      ownerEmail: '',
    },
  };
}
