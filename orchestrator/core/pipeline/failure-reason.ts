/** Why an update failed, for a sentence that says already that it did. */
export function failureReason(message: string): string {
  return message.replace(/^The update of stack \S+ failed: /, '');
}
