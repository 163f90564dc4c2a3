import { z } from 'zod';

/** What Kubernetes takes as the name of a namespace (RFC 1123). */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What git takes as the name of a branch, of the names that need no quoting. */
const BRANCH = /^(?!.*(?:\.\.|\/\/|\.lock$|[./]$))[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

export const gitopsSchema = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .default('gitops')
      .describe('A local git repository, from the folder of the workspace. gitops init makes it.'),
    repoUrl: z
      .string()
      .regex(/^[^\s\p{Cc}]+$/u, 'a URL that git can fetch, without blanks')
      .refine(
        (url) => !/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(url),
        'leave the password out: it would be committed',
      )
      .default('https://git.example.com/colorteller.git')
      .describe('Where Argo CD fetches the repository from.'),
    revision: z
      .string()
      .regex(BRANCH, 'the name of a branch')
      .default('main')
      .describe('The branch that is committed to.'),
    namespace: z
      .string()
      .regex(NAMESPACE, 'at most 63 lower-case letters, digits and -, as Kubernetes demands')
      .default('colorteller')
      .describe('Kubernetes namespace that the manifests are for.'),
  })
  .describe('Kubernetes manifests of what regions should have, committed phase by phase.');
