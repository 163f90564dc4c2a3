import docker from '@pulumi/docker';
import pulumi from '@pulumi/pulumi';

/** The packages that programs share with the engines: a second copy of the SDK would register its resources nowhere. */
Object.assign(globalThis, {
  __colorteller_packages: { '@pulumi/pulumi': pulumi, '@pulumi/docker': docker },
});
