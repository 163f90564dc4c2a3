import type { Region } from '../../core/definition/definition.ts';
import { limitsOf } from '../../core/definition/machines.ts';
import type { RegionDecision } from '../../ports/decision-source.ts';
import type { ResolvedValue } from '../../../infra/program/region-value.ts';
import type { RegionSpec } from '../../ports/stack-spec.ts';
import { shortHash } from '../../common/hash.ts';

/** A region with its decision. */
export interface DecidedRegion extends ResolvedValue {
  region: Pick<RegionSpec, 'name' | 'environment' | 'replicas'> & Pick<Region, 'machine'>;
  decision: RegionDecision;
}

/** The placement of a stack's manifests. */
export interface Placement {
  stack: string;
  namespace: string;
  /** Image of the regions whose value names none. */
  image: string;
}

const CONFIG_FOLDER = '/region';
const CONFIG_FILE = 'config.json';
const PORT = 8080;
/** The user that the image runs as; it owns nothing. */
const USER = 65_532;

/**
 * A region in Kubernetes: its config, its replicas, and the address in front of them. A change of the colour changes the
 * ConfigMap only, which Kubernetes updates in running containers: nothing restarts, as with the Pulumi program.
 */
export function regionManifests(decided: DecidedRegion, placement: Placement): Manifest[] {
  return [
    configMap(decided, placement),
    deployment(decided, placement),
    service(decided, placement),
  ];
}

function configMap(decided: DecidedRegion, placement: Placement): Manifest {
  const { configVersion, release } = decided.decision;
  const config = { ...decided.settings, color: decided.value.color, release, configVersion };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(decided, placement),
    data: { [CONFIG_FILE]: `${JSON.stringify(config, null, 2)}\n` },
  };
}

function deployment(decided: DecidedRegion, placement: Placement): Manifest {
  const { region, value } = decided;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(decided, placement),
    spec: {
      replicas: value.replicas ?? region.replicas,
      selector: { matchLabels: selector(decided) },
      template: {
        metadata: { labels: labels(decided, placement) },
        spec: {
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container(decided, placement)],
          volumes: [{ name: 'config', configMap: { name: nameOf(decided) } }],
        },
      },
    },
  };
}

function container({ region, value }: DecidedRegion, placement: Placement): object {
  const image = value.image ?? placement.image;
  const { memoryMb, cpu } = limitsOf(value, region.machine);
  const own = [
    { name: 'CONFIG_FILE', value: `${CONFIG_FOLDER}/${CONFIG_FILE}` },
    { name: 'HOST', value: '0.0.0.0' },
    { name: 'IMAGE', value: image },
    { name: 'INSTANCE', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'PORT', value: String(PORT) },
    { name: 'REGION', value: region.name },
  ];
  const given = Object.entries(value.env ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, text]) => ({ name, value: text }));
  return {
    name: 'colorteller',
    image,
    env: [...own, ...given],
    ports: [{ name: 'http', containerPort: PORT }],
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
    resources: { limits: { memory: `${memoryMb}Mi`, ...(cpu !== undefined && { cpu: `${cpu}` }) } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    // A whole folder: Kubernetes never updates a file that is mounted by subPath.
    volumeMounts: [{ name: 'config', mountPath: CONFIG_FOLDER, readOnly: true }],
  };
}

function service(decided: DecidedRegion, placement: Placement): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(decided, placement),
    spec: { selector: selector(decided), ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
}

function metadata(decided: DecidedRegion, placement: Placement): Manifest['metadata'] {
  return {
    name: nameOf(decided),
    namespace: placement.namespace,
    labels: labels(decided, placement),
  };
}

function nameOf({ region }: DecidedRegion): string {
  return objectName(`colorteller-${region.name}`);
}

/** The labels of a region that never change: the selector of a Deployment is immutable. */
function selector({ region }: DecidedRegion): Record<string, string> {
  return { 'app.kubernetes.io/name': 'colorteller', 'app.kubernetes.io/instance': region.name };
}

function labels(decided: DecidedRegion, { stack }: Placement): Record<string, string> {
  return {
    ...selector(decided),
    'app.kubernetes.io/part-of': stack,
    'app.kubernetes.io/managed-by': 'colorteller',
    'dev.colorteller.environment': decided.region.environment,
  };
}

/** A document of Kubernetes' API, as it is written to a file. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Readonly<Record<string, string>>;
    annotations?: Readonly<Record<string, string>>;
    finalizers?: readonly string[];
  };
  [section: string]: unknown;
}

/** A valid name of a Kubernetes object (RFC 1123). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST_STEM = 50;

/** A valid Kubernetes name; one that had to be altered ends with a hash of the original, so that names stay unique. */
function objectName(name: string): string {
  if (LABEL.test(name)) return name;
  const stem = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_STEM);
  return `${stem}-${shortHash(name)}`;
}

/** Where Argo CD reads a stack from, and where it deploys it. */
interface ApplicationOptions {
  stack: string;
  /** Folder of the stack's manifests in the repository. */
  path: string;
  repoUrl: string;
  /** Branch, tag or commit. */
  revision: string;
  namespace: string;
}

/** The Argo CD Application of one stack. It syncs automatically, and prunes removed resources. */
export function argoApplication(options: ApplicationOptions): Manifest {
  const { stack, path, repoUrl, revision, namespace } = options;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: objectName(`colorteller-${stack}`),
      namespace: 'argocd',
      labels: { 'app.kubernetes.io/managed-by': 'colorteller' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: 'default',
      source: { repoURL: repoUrl, targetRevision: revision, path },
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true'],
      },
    },
  };
}
