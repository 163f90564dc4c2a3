import type { OperationName } from '../openapi/published-document.ts';

const SAVING =
  'Keys with no meaning here (team, targetApps, templates, metrics, reviews of saves, scheduled percentages, variants) are refused when they are not empty; creatorID, creatorEmail and owner are accepted and not stored; the log records the actor.';
const RULES =
  'Types and operators of conditions that cannot be evaluated here are refused by name.';
const NAME = 'The name is the id: it cannot be changed, and has 1 to 63 letters, digits, - or _.';
const STATE = 'A request that the present state does not allow gets status 400 and an error code.';
const OMITTED_KEYS = 'Optional keys that are left out stay as they are.';
const OVERRIDES = 'Only for IDs of the idType of the gate, and for all environments together.';
const REFERENCES =
  'Further than published: `references` names the configs and gates that use a pipeline, and the regions in each phase.';
const ARCHIVED = 'An archived one is off, and stays off when it is unarchived.';

/** How an operation differs from the published one; one that is not here is the same. */
export const CONSOLE_DIFFERENCES: Readonly<Partial<Record<OperationName, string>>> = {
  'GET /gates': 'passRate is refused: checks are not counted. rolloutRate follows the rules.',
  'POST /gates': `${NAME} ${RULES} ${SAVING}`,
  'POST /gates/{id}': `${NAME} ${OMITTED_KEYS} ${RULES} ${SAVING} ${STATE}`,
  'PATCH /gates/{id}': `${NAME} ${RULES} ${SAVING} ${STATE}`,
  'DELETE /gates/{id}': `Refused while a rule references it, or a release of it is active. ${STATE}`,
  'PUT /gates/{id}/archive': `${ARCHIVED} Refused while a rule references it, unless forceArchive is true. ${STATE}`,
  'PUT /gates/{id}/unarchive': ARCHIVED,
  'PUT /gates/{id}/enable': 'Refused for an archived gate.',
  'PUT /gates/{id}/launch': `Refused while a release is active. The rules become one that everyone passes. ${STATE}`,
  'GET /gates/{id}/versions':
    'A version is a saved content (rules); what else was changed is not numbered.',
  'GET /gates/{id}/experiment_references': 'Always empty: there are no experiments.',
  'POST /gates/{id}/overrides': OVERRIDES,
  'PATCH /gates/{id}/overrides': OVERRIDES,
  'POST /gates/{id}/rule': `${RULES} ${STATE}`,
  'POST /gates/{id}/rules': `${RULES} ${STATE}`,
  'PATCH /gates/{id}/rules': `An id that no rule has is a 404. ${RULES} ${STATE}`,
  'PATCH /gates/{id}/rules/{ruleID}': `${RULES} ${STATE}`,
  'DELETE /gates/{id}/rules/{ruleID}': STATE,
  'POST /dynamic_configs': `${NAME} The Json5 texts are read as JSON. ${RULES} ${SAVING}`,
  'POST /dynamic_configs/{id}': `${NAME} ${OMITTED_KEYS} The Json5 texts are read as JSON. ${RULES} ${SAVING} ${STATE}`,
  'PATCH /dynamic_configs/{id}': `${NAME} The Json5 texts are read as JSON. ${RULES} ${SAVING} ${STATE}`,
  'DELETE /dynamic_configs/{id}': `Refused for colorteller, which the regions read, and while a release of it is active. ${STATE}`,
  'PUT /dynamic_configs/{id}/archive': `${ARCHIVED} ${STATE}`,
  'PUT /dynamic_configs/{id}/unarchive': ARCHIVED,
  'PUT /dynamic_configs/{id}/enable': 'Refused for an archived config.',
  'GET /dynamic_configs/{id}/versions':
    'A version is a saved content (rules and default); what else was changed is not numbered.',
  'PATCH /dynamic_configs/{id}/rule/{ruleId}': `${RULES} ${STATE}`,
  'DELETE /dynamic_configs/{id}/rule/{ruleId}': STATE,
  'POST /environments':
    'requiresReview and requiredReviewGroupID are refused when set. An environment cannot be renamed, nor taken away while a region, phase or rule uses it.',
  'GET /release_pipelines': REFERENCES,
  'GET /release_pipelines/{id}': REFERENCES,
  'POST /release_pipelines': `At least one phase. ${NAME} A phase cannot use conditions whose result changes by itself (time, gates, segments).`,
  'POST /release_pipelines/{id}': `At least one phase, if phases are given. ${NAME} What only the workspace file says of a phase (how many approve, and until when) stays. ${STATE}`,
  'DELETE /release_pipelines/{id}': `Refused while a gate or dynamic config has it. ${STATE}`,
  'GET /release_pipeline_triggers': 'Newest first. startDate and endDate are days in UTC.',
  'PUT /release_pipeline_triggers/{id}/approve': `Holds, change windows and rules about who approves may refuse or delay it. ${STATE}`,
  'PUT /release_pipeline_triggers/{id}/pause': STATE,
  'PUT /release_pipeline_triggers/{id}/unpause': STATE,
  'PUT /release_pipeline_triggers/{id}/skip': `phaseID is the phase that is left. ${STATE}`,
  'PUT /release_pipeline_triggers/{id}/abort': STATE,
  'PUT /release_pipeline_triggers/{id}/rollout': `Holds and change windows may refuse it. ${STATE}`,
};
