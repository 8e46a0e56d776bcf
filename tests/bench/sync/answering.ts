/** A helper's end: answers each message with what `work` gives for it, and ends when whoever asked lets go. */
export function answering<Question>(
  work: (question: Question) => Promise<unknown>,
  end: () => Promise<void> = async () => {},
): void {
  process.on('message', async (question: Question) => {
    const answer = await work(question);
    process.send?.(answer as object);
  });
  process.once('disconnect', () => void end().then(() => process.exit(0)));
}
