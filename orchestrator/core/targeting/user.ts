import { own } from '../../common/own.ts';

/** A value of a custom field. */
export type FieldValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** The subject of an evaluation: attributes that rules can match. A region is one such user. */
export interface EvaluationUser {
  userID?: string;
  email?: string;
  ip?: string;
  /** Two letters; nothing looks it up from the IP address. */
  country?: string;
  appVersion?: string;
  /** The app that asks, for `target_app`. */
  appID?: string;
  environment?: string;
  custom?: Readonly<Record<string, FieldValue>>;
  /** IDs of other types than userID, by the name of the type. */
  customIDs?: Readonly<Record<string, string>>;
}

/** A region as the user of an evaluation; it is bucketed by its name. */
export function regionUser(region: {
  name: string;
  environment: string;
  custom: Readonly<Record<string, string>>;
}): EvaluationUser {
  const { name, environment, custom } = region;
  return { userID: name, environment, custom };
}

/** Reads one thing of a user; undefined when the user does not have it. */
export type Read<Value> = (user: EvaluationUser) => Value | undefined;

/**
 * A field; as in Statsig's SDKs the named attributes come before custom fields, whatever the case of their letters, and
 * an empty one is missing. At last `user_id` and `app_version` are searched among the attributes.
 */
export function compileField(field: string): Read<FieldValue> {
  const lower = field.toLowerCase();
  const attribute = ATTRIBUTES.get(lower);
  const last = LAST_RESORT.get(lower);
  const custom: Read<FieldValue> =
    last === undefined
      ? (user) => firstOf(user.custom, field, lower)
      : (user) => {
          const found = firstOf(user.custom, field, lower);
          return found === undefined ? last(user) : found;
        };
  if (attribute === undefined) return custom;
  return (user) => {
    const found = attribute(user);
    return found === undefined || found === '' ? custom(user) : found;
  };
}

/** The ID that an entity of this idType is bucketed by. */
export function compileUnitId(idType: string): Read<string> {
  const lower = idType.toLowerCase();
  return lower === 'userid'
    ? (user) => user.userID
    : (user) => firstOf(user.customIDs, idType, lower);
}

/** Whether a field may be an attribute of the user rather than a custom field. */
export function isAttribute(field: string): boolean {
  const lower = field.toLowerCase();
  return ATTRIBUTES.has(lower) || LAST_RESORT.has(lower);
}

const LAST_RESORT = new Map<string, Read<string>>([
  ['user_id', (user) => user.userID],
  ['app_version', (user) => user.appVersion],
]);

const ATTRIBUTES = new Map<string, Read<string>>([
  ['userid', (user) => user.userID],
  ['email', (user) => user.email],
  ['ip', (user) => user.ip],
  ['country', (user) => user.country],
  ['appversion', (user) => user.appVersion],
]);

/** What is under the first key that there is, be it null. */
function firstOf<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
  orElse: string,
): Value | undefined {
  if (record === undefined) return undefined;
  return own(record, Object.hasOwn(record, key) ? key : orElse);
}
