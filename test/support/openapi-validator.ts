import { Ajv, type ValidateFunction } from 'ajv';
import type {
  OpenApiDocument,
  OpenApiSchema,
} from '../../orchestrator/control-plane/openapi/published-document.ts';

/** Checks answers by a schema of an OpenAPI 3.0 document; gives what is wrong, or nothing. */
export function createOpenApiValidator(document: OpenApiDocument) {
  const ajv = new Ajv({
    strict: false,
    validateFormats: false,
    multipleOfPrecision: 6,
    allErrors: true,
  });
  const { paths, components } = document;
  ajv.addSchema({ $id: 'doc', ...(toJsonSchema({ paths, components }) as OpenApiSchema) });
  const compiled = new Map<OpenApiSchema, ValidateFunction>();
  return (schema: OpenApiSchema, body: unknown): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(toJsonSchema(schema) as OpenApiSchema);
    compiled.set(schema, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
    );
  };
}

/** The dialect of OpenAPI 3.0 as JSON Schema: nullable is a type, exclusive limits are numbers. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, exclusiveMinimum, ...rest } = schema as OpenApiSchema;
  const converted = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? `doc${value}` : toJsonSchema(value),
    ]),
  );
  if (exclusiveMinimum === true) {
    converted['exclusiveMinimum'] = converted['minimum'];
    delete converted['minimum'];
  }
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}
