/** A value of a custom field. */
export type FieldValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** Who a value is asked for: attributes that rules can match. A region is one such user. */
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

/** A region as the user that its values are asked for; it is bucketed by its name. */
export function regionUser(region: {
  name: string;
  environment: string;
  custom: Readonly<Record<string, string>>;
}): EvaluationUser {
  const { name, environment, custom } = region;
  return { userID: name, environment, custom };
}

/** A custom field; as in Statsig's SDKs the named attributes come first, whatever the case of their letters. */
export function fieldOf(user: EvaluationUser, field: string): FieldValue | undefined {
  const lower = field.toLowerCase();
  return attributeOf(user, lower) ?? own(user.custom, field) ?? own(user.custom, lower);
}

/** The ID that an entity of this idType is bucketed by; undefined when the user has none. */
export function unitIdOf(user: EvaluationUser, idType: string): string | undefined {
  if (idType === 'userID') return user.userID;
  const lower = idType.toLowerCase();
  if (lower === 'userid') return user.userID;
  return own(user.customIDs, idType) ?? own(user.customIDs, lower);
}

function attributeOf(user: EvaluationUser, lowerName: string): string | undefined {
  switch (lowerName) {
    case 'userid':
      return user.userID;
    case 'email':
      return user.email;
    case 'ip':
      return user.ip;
    case 'country':
      return user.country;
    case 'appversion':
      return user.appVersion;
    default:
      return undefined;
  }
}

function own<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
