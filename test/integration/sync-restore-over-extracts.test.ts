import '../support/over-csv-extracts';
import './sync-restore.test';
