"""What people and programs touch. No logic: parse, call one service method, present."""
