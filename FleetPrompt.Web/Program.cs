using Quartz;
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddQuartz("local");
builder.Services.AddQuartzHostedService();
var app = builder.Build();
app.MapStaticAssets();
app.Run();
