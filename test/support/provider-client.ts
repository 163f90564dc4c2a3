import { createRequire } from 'node:module';

// Pulumi's own generated client: what the CLI speaks. Its gRPC library is a dependency of Pulumi, not of ours.
const pulumiRequire = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
const grpc = pulumiRequire('@grpc/grpc-js') as { credentials: { createInsecure(): unknown } };
const { ResourceProviderClient } = pulumiRequire('@pulumi/pulumi/proto/provider_grpc_pb.js') as {
  ResourceProviderClient: new (address: string, credentials: unknown) => RawClient;
};
const { CheckRequest } = pulumiRequire('@pulumi/pulumi/proto/provider_pb.js') as {
  CheckRequest: new () => RawCheckRequest;
};
const { Struct } = pulumiRequire('google-protobuf/google/protobuf/struct_pb.js') as {
  Struct: { fromJavaScript(bag: object): unknown };
};

interface RawCheckRequest {
  setUrn(urn: string): void;
  setOlds(olds: unknown): void;
  setNews(news: unknown): void;
}

interface RawCheckResponse {
  getFailuresList(): { getProperty(): string; getReason(): string }[];
}

type RawCheck = (
  request: RawCheckRequest,
  callback: (error: Error | null, response: RawCheckResponse) => void,
) => void;

interface RawClient {
  check: RawCheck;
  checkConfig: RawCheck;
  close(): void;
}

/** A client of a plugin process, as the Pulumi CLI would be. */
export function connectProvider(port: number) {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const failuresOf =
    (verb: 'check' | 'checkConfig') =>
    (urn: string, news: object): Promise<{ property: string; reason: string }[]> => {
      const request = new CheckRequest();
      request.setUrn(urn);
      request.setOlds(Struct.fromJavaScript({}));
      request.setNews(Struct.fromJavaScript(news));
      return new Promise((resolve, reject) => {
        client[verb](request, (error, response) => {
          if (error !== null) {
            reject(error);
            return;
          }
          const failures = response.getFailuresList();
          resolve(
            failures.map((one) => ({ property: one.getProperty(), reason: one.getReason() })),
          );
        });
      });
    };
  return {
    /** The failures of a check of a resource's inputs. */
    check: failuresOf('check'),
    /** The failures of a check of a provider's settings. */
    checkConfig: failuresOf('checkConfig'),
    [Symbol.dispose]: () => client.close(),
  };
}
