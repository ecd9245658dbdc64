import '../support/over-extracts';
import './sync-fault.test';
