import { shownMoments } from '../moment.ts';
import { found, known, stage } from '../stage.ts';

/** Whether the till called M/platform by itself since its configuration was recorded: the best proof there is. */
export const tillContact = stage('tillContact', async ({ input, deps, facts }) => {
  if (deps.session === 'elsewhere') return found('probe.till-contact-elsewhere');
  const { tillContactAt } = known(facts.ticket, 'ticket');
  const { expected } = input;
  if (expected === null || tillContactAt === undefined) return found('probe.till-contact-unknown');
  const evidence = { tillContactAt, recordedAt: expected.recordedAt };
  if (tillContactAt === null) return found('probe.till-never-contacted', {}, evidence);
  const [contact, recorded] = [Date.parse(tillContactAt), Date.parse(expected.recordedAt)];
  const [at, since] = shownMoments(contact, recorded);
  // As the gate judges it, so that what is said here is what will hold when closing.
  return found(contact > recorded ? 'probe.till-contacted' : 'probe.till-contact-older', { at, recorded: since }, evidence);
});
