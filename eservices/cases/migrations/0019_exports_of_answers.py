from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eservices_cases', '0018_also_email'),
    ]

    operations = [
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('case_opened', 'Request received'), ('assigned', 'Assigned'), ('released', 'Put back in the queue'), ('forwarded', 'Sent on to another service'), ('status', 'Status changed'), ('message_out', 'Message to the resident'), ('message_in', 'Message from the resident'), ('read', 'File opened'), ('document_read', 'Document opened'), ('exported', 'Answers exported'), ('letter', 'Letter sent'), ('letter_read', 'Letter opened by the resident'), ('letter_printed', 'Letter printed'), ('letter_posted', 'Letter posted'), ('letter_returned', 'Letter came back'), ('document_refused', 'Document refused: a virus was found'), ('person', 'Whose request it is'), ('followed_up', 'Called or written to'), ('copy_given', 'Copy of the file given to its person'), ('proved', 'Proof of the file made by the service'), ('answers_erased', 'Answers erased, as was promised'), ('erased', 'File destroyed; this trace of it is kept'), ('pieces_asked', 'Correction or documents asked for'), ('pieces_received', 'Correction or documents received'), ('silence', 'End of the legal period without a decision'), ('acknowledged', 'Acknowledgement of receipt'), ('attested', 'Attestation of an agreement by silence'), ('represented', 'Sent by a representative'), ('notice_returned', 'E-mail to the resident came back'), ('contact_changed', 'Resident chose how to be told of news'), ('claimed', 'Brought into the person’s space'), ('erasure_asked', 'Erasure of the file asked for'), ('erasure_granted', 'Erasure of the file granted'), ('erasure_refused', 'Erasure of the file refused'), ('erasure_visa', 'Answer of the archives on the erasure')], max_length=20, verbose_name='event'),
        ),
    ]
