import CPIM
import Configuration
import Conversations
import FTP
import FileStore
import FTPReplies
import Handoff
import Introduction
import Journal
import MIME
import MailQueue
import Maildir
import Policy
import PolicyCompiler
import Processes
import Progress
import Relay
import SIP
import SMTP
import Spool
import Systemd
import SMIME
import TLS
import Talk
import Testing
import Tokens

private let limits: [(page: String, phrases: [String])] = [
  (
    "peertls.policy.5",
    [
      size(PolicySource.maximumBytes), "\(PolicySource.maximumRules) rules", "\(PolicySource.maximumAnchors) anchors",
      "\(PolicySource.maximumLists) lists", "\(PolicySource.maximumLineBytes) bytes",
      "\(PolicySource.maximumWordBytes) bytes", "1 to \(PolicySource.maximumNameBytes) of a-z",
      "1 to \(Policy.Rate.countRange.upperBound)", "\(Policy.Limits.longestSeconds / 86400) days",
      "\(Policy.Limits.quotaRange.lowerBound) to \(Policy.Limits.quotaRange.upperBound >> 40)T",
      size(AnchorFile.maximumBytes), "\(size(AnchorFile.maximumRevocationListBytes)) for an anchor",
      size(ListFile.maximumBytes), "\(ListFile.maximumEntries)",
      "\(Verification.maximumIntermediates) certificates between",
    ]
  ),
  (
    "peertls-session.8",
    [
      "at most \(Verification.maximumIntermediates) certificates between",
      "\(Certificate.maximumNameLength) bytes a name",
      "at most \(Certificate.maximumNames) different names", size(Relay.bufferSize), size(Int(HandlerPipe.capacity)),
    ]
  ),
  (
    "peertls-keyd.8",
    [
      size(Credentials.maximumFileLength), "\(Channel.maximumLength) bytes",
      "with \(ToSigner.allowanceOfADataPort) signatures",
      "connection \(ToSigner.allowanceOfAConnection)", "data port \(ToSigner.allowanceOfADataPort)",
      "PIN \(Token.maximumPINLength) bytes",
    ] + SignedContent.hashLengths.map { "\($0)" }
  ),
  (
    "peertls.handler.5",
    [
      "\(HandlerFile.maximumHandlers) files of \(size(UnitFile.maximumFileBytes))",
      "\(UnitFile.maximumLineBytes) bytes", "1 to \(HandlerFile.maximumALPNBytes) bytes",
    ] + HandlerFile.searchPath
  ),
  (
    "peertlsd.conf.5",
    [
      size(UnitFile.maximumFileBytes), "\(UnitFile.maximumLineBytes) bytes", "\(TimeSpan.maximum / 31_557_600) years",
      "1 to \(Configuration.Rate.bounds.upperBound)", "the default is \(NodeConfiguration().maxSessions)",
      "the default is \(NodeConfiguration().maxSessionsPerSource)",
      "\(NodeConfiguration().ratePerSource.count)/min", "the default is \(NodeConfiguration().sourcePrefixLength)",
      "the default is \(NodeConfiguration().spares)",
      "the default is \(NodeConfiguration().unknownHandshakes)",
      "The default is \(NodeConfiguration().unknownProcessorShare ?? 0)%",
      "at most \(NodeConfiguration.maximumExemptSources)", "1 second to \(PenaltyTerms.longest / 86_400) day",
      "handshake:\(PenaltyTerms().handshake)s", "nocert:\(PenaltyTerms().noCertificate)s",
      "denied:\(PenaltyTerms().denied)s", "timeout:\(PenaltyTerms().timeout)s", "crash:\(PenaltyTerms().crash)s",
      "min:\(PenaltyTerms().minimum)s", "max:\(PenaltyTerms().maximum)s",
      "the default is \(NodeConfiguration().handshakeTimeoutSeconds) seconds",
      "the default is \(NodeConfiguration().idleTimeoutSeconds / 60) minutes",
      "the default is \(NodeConfiguration().drainTimeoutSeconds) seconds", NodeConfiguration().sessionUser,
      NodeConfiguration().keyUser,
      "The default is \(NodeConfiguration().dataPorts?.lowerBound ?? 0)-\(NodeConfiguration().dataPorts?.upperBound ?? 0)",
    ]
  ),
  (
    "peertls-handler-contract.7",
    [
      "at most \(Variable.maximumLength) bytes", "at most \(Variable.maximumListLength)",
      "more than \(Introduction.maximumEmailLength) bytes", size(Int(HandlerPipe.capacity)),
      "above \(DataLimit.portsPerSecond) a second", "Up to \(DataLimit.callers) may try",
      "least \(DataLimit.turnSeconds) s", "awaited for \(DataLimit.patienceSeconds) s",
      "waited for \(DataLimit.farewellSeconds) s",
    ]
  ),
  (
    "peertlsd.8",
    [
      "at most \(Activation.maximumListeners) sockets", "\(Channel.maximumLength) bytes",
      "At most \(HandlerFile.maximumHandlers)",
      "\(Record.maximumValueBytes) bytes", size(Record.maximumNativeBytes), "\(Record.maximumLineBytes) bytes",
      "longer than \(HandlerRequest.maximumServiceLength) bytes", "at most \(OwnerLine.clients) ask at once",
      size(Credentials.maximumFileLength),
    ]
  ),
  (
    "peertls-chat.8",
    [
      "\(SIP.Limits.head) bytes", "\(SIP.Limits.line) bytes", "message \(SIP.Limits.headerFields) (400)",
      "body \(SIP.Limits.body) bytes", size(SIP.Limits.skippedBody), "Via values \(SIP.Limits.vias) (400)",
      "lists \(SIP.Limits.values) (400)", "value \(SIP.Limits.parameters) (400)", "name \(SIP.Limits.host) bytes",
      "\(SIP.Limits.sequence)", "headers \(CPIMLimits.headers), in sections of \(CPIMLimits.headerSectionBytes) bytes",
      "of \(CPIMLimits.lineBytes) bytes a line", "\(CPIMLimits.ownHeaders), of \(CPIMLimits.ownValueBytes) bytes",
      "Message-ID \(CPIMLimits.messageIDBytes) bytes", "XML document \(CPIMLimits.xmlBytes) bytes",
      "\(CPIMLimits.xmlDepth) elements deep", "namespaces of \(CPIMLimits.namespaceBytes) bytes",
      "\(Quotas.standard.peerMessages) messages, \(size(Int(Quotas.standard.peerBytes)))",
      size(Int(Quotas.standard.totalBytes)), "file \(size(Conversation.maximumMessageBytes))",
      "\(Conversation.maximumWaiting)", "\(Conversation.maximumListing) names",
      "\(ConversationStore.maximumNameBytes) bytes",
    ]
  ),
  (
    "peertls-file.8",
    [
      "line \(FTP.Limits.line) bytes", "wait \(FTP.Limits.pipelined); more", size(PeerStream.maximumPending),
      "subnegotiation \(FTP.Limits.subnegotiation) bytes", "name \(VirtualPath.maximumNameBytes) bytes",
      "path \(VirtualPath.maximumBytes) bytes, \(VirtualPath.maximumDepth) names", "offset \(Int64.max)",
      "listing \(FileStore.maximumListing)", "peer \(FileStore.maximumEntries)",
      "At most \(FileStore.maximumParts) of a", "The default is \(FileStore.partSeconds / 86_400)d",
      "within \(DataLimit.patienceSeconds) seconds",
    ]
  ),
  (
    "peertls-smtp.8",
    [
      "line \(SMTPLimits.commandLine) bytes (500 5.5.2)", "text \(SMTPLimits.textLine) bytes",
      "\(size(SMTPLimits.headerSection)), \(SMTPLimits.headerFields) fields",
      "Sender \(SMTPLimits.authors), comments \(AddressList.commentDepth) deep", "address \(SMTPLimits.mailbox) bytes",
      "command \(SMTPLimits.parameters) (501",
      "\(SMTPLimits.envelopeID) and \(SMTPLimits.originalRecipient) bytes",
      "recipients \(SMTPLimits.recipients) (452", "fields \(SMTPLimits.hops) (554", "errors \(SMTPLimits.errors), but",
      "over one connection \(SMTPLimits.messages) (421",
      "taken \(SMTPLimits.commands) (421", "skipped \(SMTPLimits.skipped >> 30) GiB", size(PeerStream.maximumPending),
      "answer \(SMTPLimits.writtenReplyLine) bytes", "first \(size(ReportReader.maximumBytes)) is looked",
      "for \(ReportReader.maximumIdentifiers) identifiers", "Message-ID \(MessageID.maximumBytes) bytes",
      "deliver \(SeenMessages.patience / 1_000_000) seconds", "and \(SeenMessages.days) more",
      "line \(SMTPLimits.replyLine) bytes, \(SMTPLimits.replyLines) lines",
      "socket \(LocalSocket.maximumPathBytes) bytes", "after \(Spool.temporarySeconds / 3600) hours",
    ]
  ),
  (
    "peertls.1",
    [
      size(Credentials.maximumFileLength), "1 to \(HandlerFile.maximumALPNBytes) bytes",
      "at most \(OwnerRequest.maximumReasonBytes) bytes",
      "a message of at most \(size(OutgoingText.maximumBytes))",
      "0 to \(TypedLine.historyCount.most); the default is \(TypedLine.historyCount.usual)",
      "\(ListingReader.maximumEntries) entries", size(ListingReader.maximumBytes),
      "more than \(ListingReader.keptNameBytes - 1) bytes", "the last \(Meter.window / 1_000_000) seconds",
      "at most \(size(MailQueue.maximumMessageBytes))", "its envelope, at most \(Envelope.maximumBytes) bytes",
      "At most \(MailQueue.maximumWaiting) messages",
      "A mail has at most \(size(MIMELimits.messageBytes)), \(MIMELimits.parts) parts, \(MIMELimits.depth) of them",
      "a header \(MIMELimits.fields) fields of \(size(MIMELimits.fieldBytes)), and \(size(MIMELimits.headerBytes))",
      "field \(MIMELimits.addresses) addresses", "a signature \(CMSMessage.maximumSigners) signers, and",
      "\(CMSMessage.maximumCertificates) certificates are taken",
      "\(EnvelopeLimits.envelopes) envelopes are opened, \(EnvelopeLimits.depth) of them",
      "hold \(size(EnvelopeLimits.bytes)) together",
    ]
  ),
]

@Test(arguments: limits) func everyLimitStandsInItsPage(_ page: String, _ phrases: [String]) throws {
  let page = try ManualPage(page)
  for phrase in phrases { #expect(page.has(phrase), "\(phrase)") }
}
