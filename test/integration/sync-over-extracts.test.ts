import '../support/over-extracts';
import './sync.test';
