import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../common/package-root.ts';
import { CONSOLE_PREFIX, type OperationName } from './operation-name.ts';

export { CONSOLE_PREFIX, type OperationName } from './operation-name.ts';

/** A JSON Schema in the dialect of OpenAPI 3.0. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

export interface OpenApiParameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required?: boolean;
  description?: string;
  schema: OpenApiSchema;
}

export interface OpenApiOperation {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: OpenApiParameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: OpenApiSchema }> };
  responses: Record<string, OpenApiResponse>;
  security?: Record<string, string[]>[];
}

export interface OpenApiResponse {
  description: string;
  content?: Record<string, { schema: OpenApiSchema; example?: unknown }>;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers?: { url: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: {
    schemas: Record<string, OpenApiSchema>;
    securitySchemes: Record<string, unknown>;
  };
}

/** The part of Statsig's published OpenAPI document that our Console API answers to, byte by byte as published. */
export const publishedDocument = JSON.parse(
  readFileSync(
    path.join(packageRoot, 'orchestrator/control-plane/openapi/statsig-console-api.json'),
    'utf8',
  ),
) as OpenApiDocument;

/** Its operations by name, in its order. */
export const publishedOperations: ReadonlyMap<OperationName, OpenApiOperation> = new Map(
  Object.entries(publishedDocument.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]): [OperationName, OpenApiOperation] => [
      `${method.toUpperCase()} ${address.slice(CONSOLE_PREFIX.length)}` as OperationName,
      operation,
    ]),
  ),
);
