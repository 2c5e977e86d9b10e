# A scrip for Request Tracker 5 that tells a collector of every transaction of a ticket.
#
#   rt-setup-database --action insert --datafile scrip.pl --skip-create
#
# Where to and with which secret is in RT_SiteConfig.d: see docs/sources/webhooks.md.

@Scrips = (
    {
        Queue          => 0,
        Description    => 'Tell Throughline of every transaction',
        ScripCondition => 'On Transaction',
        ScripAction    => 'User Defined',
        Template       => 'Blank',
        Stage          => 'TransactionCreate',
        CustomPrepareCode => 'return 1;',
        CustomCommitCode  => <<'CODE',
use JSON ();
use LWP::UserAgent;
use RT::REST2::Util qw(serialize_record);

my $transaction = serialize_record( $self->TransactionObj );
$transaction->{Content} = $self->TransactionObj->Content( Type => 'text/plain' )
    if $self->TransactionObj->ContentObj;

# REST says a queue's number and a person's account; a collector asks for name and address.
my $ticket = serialize_record( $self->TicketObj );
$ticket->{Queue}{Name} = $self->TicketObj->QueueObj->Name;
my $requestors = $self->TicketObj->Requestors->UserMembersObj;
my %address;
while ( my $user = $requestors->Next ) { $address{ $user->Name } = $user->EmailAddress }
$_->{EmailAddress} = $address{ $_->{id} } for @{ $ticket->{Requestor} };

# A ticket is worked on while this waits: not for long.
my $answer = LWP::UserAgent->new( timeout => 3 )->post(
    RT->Config->Get('ThroughlineURL'),
    'Content-Type'         => 'application/json',
    'X-Throughline-Secret' => RT->Config->Get('ThroughlineSecret'),
    Content                => JSON->new->utf8->convert_blessed->encode(
        { ticket => $ticket, transaction => $transaction }
    ),
);
RT->Logger->error( 'Throughline has not taken transaction '
        . $self->TransactionObj->id . ': ' . $answer->status_line )
    unless $answer->is_success;
return 1;
CODE
    },
);

1;
