import { createRequire } from 'node:module';

type Implementation = Record<string, unknown>;

interface GrpcModule {
  Server: {
    prototype: {
      addService: (this: unknown, service: object, implementation: Implementation) => void;
    };
  };
}

/**
 * Has the settings of a provider checked as the inputs of a resource are, in the servers that are started from now on. The
 * SDK's own answers CheckConfig as not implemented and gives no access to itself: `provider/server.js`. Check that file
 * when the SDK's version changes.
 */
export function serveSettingsChecks(): void {
  const require = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
  const { Server } = require('@grpc/grpc-js') as GrpcModule;
  const { addService } = Server.prototype;
  Server.prototype.addService = function (service, implementation) {
    const { check } = implementation;
    addService.call(this, service, Object.assign(implementation, { checkConfig: check }));
  };
}
