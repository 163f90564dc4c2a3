import * as services from '@pulumi/pulumi/proto/provider_grpc_pb.js';

/**
 * Has the settings of a provider checked as the inputs of a resource are, in a server that is started from now on. The SDK's
 * own answers CheckConfig as not implemented, and takes no other answer: `provider/server.js`. Check that file when the
 * SDK's version changes.
 */
export function serveSettingsChecks(): void {
  const { ResourceProviderService: service } = services as unknown as {
    ResourceProviderService: Partial<Record<string, object>>;
  };
  // Its server looks for a method under the key, and then under this name.
  service['checkSettings'] = { ...service['checkConfig'], originalName: 'check' };
  delete service['checkConfig'];
}
