import type { Manifest } from './kubernetes.ts';
import { objectName } from './object-name.ts';

/** Where Argo CD reads a stack from, and where it deploys it. */
export interface ApplicationOptions {
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
